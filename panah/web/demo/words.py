"""What invented callers say and what operators note, in the language of the country; plain, short, about nobody."""

GIVEN = (
    "Aysel",
    "Nərgiz",
    "Türkan",
    "Səbinə",
    "Lalə",
    "Gülnar",
    "Ramin",
    "Elvin",
    "Rüstəm",
    "Xədicə",
    "Şəbnəm",
    "Cavid",
)
FAMILY = ("Bəndəliyeva", "Şıxməmmədova", "Qızılgülov", "Dəryabəyli", "Uzunsoy", "Ağçaylı", "Yelbəyova", "Günəşzadə")

NOTES: dict[str, tuple[str, ...]] = {
    "work_abroad": (
        "İstanbulda ofisiant işi təklif edilib; agentlik pasportu “qeydiyyat üçün” saxlayır.",
        "Yol üçün avansın qaytarılıb-qaytarılmadığını soruşur. Nəyi yoxlayıb kimə zəng etmək deyildi.",
    ),
    "study_abroad": ("Tapılmayan kollecdən qəbul məktubu. Əvvəlcə konsulluqdan soruşmaq məsləhət görüldü.",),
    "marry_abroad": (
        "Nişanlısı ilə iki həftə əvvəl internetdə tanış olub. Sənəd, ünvan və şəxsi pul barədə məsləhət verildi.",
    ),
    "rest_abroad": (
        "Hər şeyi sifariş edən tanışın tanışı ilə gedir. Qayıdış biletini özündə saxlamaq məsləhət görüldü.",
    ),
    "trafficking_report": ("Qonşu mənzildə üç gənc qadın: heç vaxt tək çıxmırlar, bir kişi aparıb gətirir.",),
    "help_self": ("On iki saat pulsuz işləyir, gecələr qapı bağlanır. Yaza bilir, danışa bilmir.",),
    "help_other": ("Dubaydakı bacısı yazır: sənədlərini alıblar, borc artır. Onu evə qaytarmaq istəyir.",),
    "unpaid_work": ("Yazdan fermada işləyir, pul almır, sənədləri briqadirdədir.",),
    "child_begging": ("Doqquz yaşlarında oğlan hər axşam metroda dilənir; pulu ondan bir qadın alır.",),
    "domestic_violence": ("Əri döyür; iki uşaq. Altıda qayıdanadək təhlükəsizdir. Hara gedə bilər?",),
    "migrant_registration": ("Yaşayış yerini harada qeydiyyata almağı və neçəyə olduğunu soruşur.",),
    "distress": ("Qayıdandan bəri yata bilmir. Birlikdə nəfəs məşqi etdik, sabah zəngləşməyə razılaşdıq.",),
}
OTHERWISE = (
    "Qısa sual, cavabı məlumat kitabçasından verildi.",
    "Zəng edən yalnız xəttin nə üçün olduğunu bilmək istəyirdi.",
)

JOURNAL = (
    "Sakit söhbət. Növbəti addıma özü qərar verir; edə bilməyəcəyimiz heç nə vəd olunmadı.",
    "Əvvəl qorxmuşdu, sonda toxtadı. Nə vaxt geri zəng etməyin təhlükəsiz olduğu razılaşdırıldı.",
    "Otaqda başqası var idi; yalnız hə-yox sualları. Başqa telefondan yazacaq.",
    "Aydın sual, aydın cavab. Uğurlu yol dilədik, nömrəni təkrar etdik.",
)

GIVEN_MEN = ("Ramin", "Elvin", "Rüstəm", "Cavid")

CASE_NOTES: tuple[str, ...] = (
    "Həmkarla hava limanında qarşıladıq. Bir çantası var, sənədi yoxdur; çay və sakitlik istədi.",
    "Necə cəlb edildiyini öz ardıcıllığı ilə danışdı: qohumunun dostu, altı nəfərlik mənzil, artan borc.",
    "İşıqsız ilk gecə. Səhər yeməyi hamı ilə, anasına iki zəng.",
    "Həkim xəstəxanalıq heç nə tapmadı. Gələn həftə diş həkimi, sonra eynək.",
    "Qazanc üçün tikiş öyrənmək istəyir. Kurs yazda başlayır; yolpulu ödənilir.",
    "İfadə verməli olub-olmadığını soruşdu. Köməyin bundan asılı olmadığını yenə izah etdik.",
)
CLOSING_WORDS: tuple[str, ...] = (
    "İşi və öz otağı var. Kimə zəng edəcəyini bilir.",
    "Bacısı ilə yaşayır; rayondan ayda bir dəfə baş çəkirlər.",
    "Daha əlaqə istəmir. Qapı açıq qalır.",
)
